// The script of the published site: the search page, and links that work from a disk. Every page can be read without it.
import { openFolders } from "./disk-links.ts";
import { SearchPage } from "./search-page.ts";

openFolders(document);
const results = document.querySelector<HTMLElement>("#results");
const field = document.querySelector<HTMLInputElement>("#query");
const count = document.querySelector<HTMLElement>("#result-count");
if (results && field && count) new SearchPage(field, results, count).start();
