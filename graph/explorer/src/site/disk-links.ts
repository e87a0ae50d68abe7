// Links to folders of a site that is opened from a disk, where no server answers with their index.html.

/** Completes a link to a folder as it is followed, on pages from a disk only. */
export function openFolders(root: Document): void {
  if (root.location.protocol !== "file:") return;
  root.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (link?.protocol === "file:") link.href = withIndex(link.href);
  });
}

/** The address of the index of a folder; any other address as it is. */
export function withIndex(address: string): string {
  const [, path, rest] = /^([^?#]*)(.*)$/s.exec(address) ?? ["", address, ""];
  return path.endsWith("/") ? `${path}index.html${rest}` : address;
}
