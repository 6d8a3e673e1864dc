import { NotFound } from "#components/shell/not-found";

export default function RootNotFound() {
  return (
    <main id="main">
      <NotFound />
    </main>
  );
}
