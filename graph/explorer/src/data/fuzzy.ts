// Names that differ from a query by one typing error: a letter too many, too few, wrong, or two letters swapped.

/** Whether two texts are equal but for one error. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a.length > b.length) return isOneEditApart(b, a);
  if (b.length - a.length > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [left, right] = [endA - start, endB - start];
  if (left + right === 0) return false;
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}

const MIN_LETTERS = 4;

/** Returns whether words of a name are the query with one error; the last word of the query may be the start of a word. */
export function createFuzzyMatcher(query: string): (name: string) => boolean {
  const words = query.split(" ");
  const isLongEnough = query.length >= MIN_LETTERS;
  return (name) => {
    if (!isLongEnough || name.length < query.length - 1) return false;
    const parts = name.split(" ");
    for (let start = 0; start + words.length <= parts.length; start++) {
      const last = start + words.length;
      const run = parts.slice(start, last).join(" ");
      if (isOneEditApart(query, run)) return true;
      for (const length of [query.length - 1, query.length, query.length + 1])
        if (run.length > length && isOneEditApart(query, run.slice(0, length))) return true;
    }
    return false;
  };
}
