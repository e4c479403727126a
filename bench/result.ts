/** What a bench reports: absolute figures with their unit, and the ratios that decide. */
export interface BenchResult {
  readonly name: string;
  readonly rows: readonly { readonly label: string; readonly value: number; readonly unit: string }[];
  readonly ratios: readonly { readonly label: string; readonly value: number; readonly atLeast: number }[];
  /** Absolute promises: the figure must not be above this. */
  readonly limits?: readonly {
    readonly label: string;
    readonly value: number;
    readonly atMost: number;
    readonly unit: string;
  }[];
}
