/** Of the words that exist, those that somebody may have meant, nearest first. */
export function nearest(word: string, known: Iterable<string>, count = 3): string[] {
  const tolerance = Math.max(2, Math.floor(word.length / 3));
  return Array.from(known, (candidate) => ({ candidate, distance: distanceOf(word, candidate) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

/** "Did you mean …?", or nothing. */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  const words = nearest(word, known);
  return words.length > 0 ? `Did you mean ${words.join(', ')}?` : undefined;
}

/** Levenshtein's distance; a word that holds the other whole (`post`, `action_post`) is near however long it is. */
function distanceOf(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length > 2 && b.length > 2 && (b.split(/[_.]/).includes(a) || a.split(/[_.]/).includes(b))) return 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substituted));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
