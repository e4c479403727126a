/** A value that many may follow. */
export interface State<T> {
  get(): T;
  set(value: T): void;
  subscribe(follower: () => void): () => void;
}

export function createState<T>(first: T): State<T> {
  let value = first;
  const followers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const follower of [...followers]) follower();
    },
    subscribe(follower) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  };
}
