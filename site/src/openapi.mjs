// SPDX-License-Identifier: Apache-2.0
// An OpenAPI description as a page: operations, parameters, bodies, answers, schemas.
import { parse } from 'yaml';
import { rows, cell } from './schema.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];

/** @returns {string} Markdown */
export function openApiPage(text, raw) {
  const api = parse(text);
  const resolve = (value) => (value?.$ref ? resolve(at(api, value.$ref)) : value);
  const out = [`# ${api.info.title}`, api.info.summary ?? '', api.info.description ?? ''];
  out.push(`As the service itself gives it: [OpenAPI ${api.openapi}, YAML](${raw}).`);
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      out.push(...operation(method, path, item, resolve));
    }
  }
  out.push('## Schemas');
  for (const [name, schema] of Object.entries(api.components?.schemas ?? {})) {
    out.push(`### ${name}`, schema.description ?? '', rows(schema, link));
  }
  return `${out.filter(Boolean).join('\n\n')}\n`;
}

function at(api, reference) {
  return reference
    .slice(2)
    .split('/')
    .reduce((value, name) => value?.[name.replace(/~1/g, '/').replace(/~0/g, '~')], api);
}

const link = (reference) => {
  const name = reference.split('/').at(-1);
  return `[${name}](#${name.toLowerCase()})`;
};

function operation(method, path, item, resolve) {
  const it = item[method];
  const out = [`## ${method.toUpperCase()} ${path}`, it.summary ?? '', it.description ?? ''];
  const parameters = [...(item.parameters ?? []), ...(it.parameters ?? [])].map(resolve);
  if (parameters.length) {
    out.push(
      table(['parameter', 'in', 'type', ''], parameters.map((p) => [
        `\`${p.name}\`${p.required ? '' : ' (optional)'}`,
        p.in,
        cell(p.schema ?? {}, link),
        p.description ?? '',
      ])),
    );
  }
  const body = resolve(it.requestBody);
  if (body) {
    out.push(
      table(['body', 'schema', ''], Object.entries(body.content).map(([type, media]) => [
        `\`${type}\``,
        cell(media.schema ?? {}, link),
        body.description ?? '',
      ])),
    );
  }
  out.push(
    table(['answer', '', 'body'], Object.entries(it.responses).map(([status, found]) => {
      const answer = resolve(found);
      const bodies = Object.entries(answer.content ?? {}).map(([type, media]) => `\`${type}\`: ${cell(media.schema ?? {}, link)}`);
      return [status, answer.description ?? '', bodies.join('; ')];
    })),
  );
  return out;
}

function table(heads, lines) {
  const row = (cells) => `| ${cells.map((text) => String(text).replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|')).join(' | ')} |`;
  return [row(heads), row(heads.map(() => '---')), ...lines.map(row)].join('\n');
}
