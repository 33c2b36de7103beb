export default function Page() {
  return <p>cases</p>;
}
