/** The mark: a spiral of two turns, drawn in the colour of the text around it. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      aria-hidden
      className={className}
    >
      <path d="M8.1 8a1.15 1.15 0 0 1-2.2-.5A2.6 2.6 0 0 1 8.6 5a3.5 3.5 0 0 1 3.3 3.6A4.5 4.5 0 0 1 7.3 13 5.6 5.6 0 0 1 2 7.3 6.4 6.4 0 0 1 8.6 1.2" />
    </svg>
  );
}
