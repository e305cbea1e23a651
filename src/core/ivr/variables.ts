/** Replaces `${name}` by the variable's value, and by nothing where there is none. */
export const expand = (text: string, variables: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{([A-Za-z][A-Za-z0-9_]*)\}/g, (_, name: string) => variables[name] ?? '');
