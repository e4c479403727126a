import type { ReactNode } from 'react';
import type { ScoreProps } from '@hubspot/ui-extensions';

const RADIUS = 34;
const AROUND = 2 * Math.PI * RADIUS;
/** Where HubSpot's circle changes its colour. */
const bandOf = (score: number): string => (score >= 70 ? 'high' : score >= 32 ? 'middle' : 'low');

export function ScoreCircle({ score, testId }: ScoreProps): ReactNode {
  const shown = Math.max(0, Math.min(100, Math.round(score)));
  return (
    <svg
      className={`score-circle ${bandOf(shown)}`}
      viewBox="0 0 80 80"
      role="img"
      aria-label={`Score ${shown} of 100`}
      data-test-id={testId}
    >
      <circle className="score-track" cx="40" cy="40" r={RADIUS} />
      <circle
        className="score-arc"
        cx="40"
        cy="40"
        r={RADIUS}
        strokeDasharray={`${(AROUND * shown) / 100} ${AROUND}`}
        transform="rotate(-90 40 40)"
      />
      <text x="40" y="41" textAnchor="middle" dominantBaseline="central" aria-hidden="true">
        {shown}
      </text>
    </svg>
  );
}
