/** The build replaces a style sheet by its text. */
declare module "*.css" {
  const text: string;
  export default text;
}
