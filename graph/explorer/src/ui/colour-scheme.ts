// Light or dark: as the system, or as the reader chooses.
import { byId } from "./dom.ts";

const STORAGE_KEY = "glossograph-theme";

function storedChoice(): string {
  try {
    return localStorage.getItem(STORAGE_KEY) ?? "system";
  } catch {
    return "system"; // some browsers store nothing for local files
  }
}

/** Follows the system and the reader's choice; calls `onChange` at the start and after every change. */
export function followColourScheme(onChange: (dark: boolean) => void): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const choice = byId<HTMLSelectElement>("theme");
  choice.value = storedChoice();
  if (!choice.value) choice.value = "system";
  const apply = (): void => {
    const dark = choice.value === "dark" || (choice.value === "system" && system.matches);
    document.documentElement.classList.toggle("dark", dark);
    onChange(dark);
  };
  system.addEventListener("change", apply);
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(STORAGE_KEY, choice.value);
    } catch {
      // the choice lasts for this visit only
    }
    apply();
  });
  apply();
}
