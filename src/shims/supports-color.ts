/** Replaces chalk's look at the terminal, which loads three built-in modules: `output/style.ts` decides about colour. */

const none = { stdout: false, stderr: false };

// biome-ignore lint/style/noDefaultExport: the module that this replaces has a default export
export default none;
