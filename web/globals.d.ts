// A style sheet that a script imports is its text (esbuild's "text" loader).
interface Window {
  Plotly?: any;
}

declare module "*.css" {
  const text: string;
  export default text;
}
