// Dark or light: as the system says, or as the reader does.
import { byId } from "./dom.ts";

const KEY = "glossograph-theme";

function kept(): string {
  try {
    return localStorage.getItem(KEY) ?? "system";
  } catch {
    return "system"; // a browser that keeps nothing for files
  }
}

/** Follows the system and the switch; `changed` is told whether it is dark now, and once at the start. */
export function followTheme(changed: (dark: boolean) => void): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const choice = byId<HTMLSelectElement>("theme");
  choice.value = kept();
  if (!choice.value) choice.value = "system";
  const apply = (): void => {
    const dark = choice.value === "dark" || (choice.value === "system" && system.matches);
    document.documentElement.classList.toggle("dark", dark);
    changed(dark);
  };
  system.addEventListener("change", apply);
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, choice.value);
    } catch {
      // it holds for this visit
    }
    apply();
  });
  apply();
}
