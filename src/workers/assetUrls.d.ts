/** A file of a package, served by us: the bundler gives its address. */
declare module '*?url' {
  const url: string;
  export default url;
}
