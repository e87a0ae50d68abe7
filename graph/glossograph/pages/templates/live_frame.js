"use strict";
const frame = document.querySelector("iframe");
const builds = new EventSource(`changes?seen=${document.body.dataset.seen}`);
builds.addEventListener("message", () => frame.contentWindow.location.reload());
