import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript6';

/** A piece of text that a person may see, and where it stands. */
export interface InterfaceText {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Attributes of a template whose values are read or heard. */
const SPOKEN = /\b(?:aria-label|aria-description|aria-valuetext|title|placeholder|label|heading|alt)="([^"]*)"/gu;

/** What stands for an expression in a template. */
const HOLE = '⟨⟩';

export interface SourceFile {
  readonly path: string;
  readonly source: ts.SourceFile;
}

/** Every text in words of these files; keys, names and styles are none. */
export function interfaceTexts(files: readonly SourceFile[]): readonly InterfaceText[] {
  return files.flatMap(({ path, source }) => {
    const texts: InterfaceText[] = [];
    const keep = (node: ts.Node, text: string) => {
      const words = text.replaceAll(/\s+/gu, ' ').trim();
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      if (isProse(words)) texts.push({ path, line: line + 1, text: words });
    };
    const visit = (node: ts.Node): void => {
      if (isNoText(node)) return;
      if (ts.isTaggedTemplateExpression(node)) {
        const tag = node.tag.getText(source);
        if (tag === 'html' || tag === 'svg') for (const text of spokenIn(wholeOf(node.template))) keep(node, text);
        if (ts.isTemplateExpression(node.template)) node.template.templateSpans.forEach(visit);
        return;
      }
      if (ts.isStringLiteralLike(node)) keep(node, node.text);
      else if (ts.isTemplateExpression(node)) keep(node, wholeOf(node));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return texts;
  });
}

/** The TypeScript files of these folders, relative to `root`, parsed. */
export function sourceFiles(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .map((path) => ({
        path,
        source: ts.createSourceFile(path, readFileSync(root + path, 'utf8'), ts.ScriptTarget.Latest),
      })),
  );
}

function isNoText(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node) || ts.isDecorator(node);
}

function wholeOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.head.text + template.templateSpans.map(({ literal }) => HOLE + literal.text).join('');
}

/** What is read of a piece of HTML: the text between its tags, element by element, and the attributes that are spoken. */
function spokenIn(markup: string): readonly string[] {
  const attributes = Array.from(markup.matchAll(SPOKEN), ([, value = '']) => value);
  const text = markup
    .replaceAll(/<(?:code|kbd)\b[^]*?<\/(?:code|kbd)>/gu, HOLE)
    .replaceAll(/<\/?(?:strong|em|span|a|abbr|time)\b[^>]*>/gu, '')
    .split(/<[^>]*>/u);
  return [...attributes, ...text];
}

/** Words for people have a space or begin with a capital; the rest are keys, ids and events. */
function isProse(text: string): boolean {
  return /\p{L}{2}/u.test(text) && (/\p{L}\s|\s\p{L}/u.test(text) || /^\p{Lu}/u.test(text));
}
