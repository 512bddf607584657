/** A file of a package, served by us: the bundler gives its address. */
declare module '*?url' {
  const url: string;
  export default url;
}

/** A worker's or worklet's code, bundled by itself: the bundler gives its address. */
declare module '*?worker&url' {
  const url: string;
  export default url;
}
