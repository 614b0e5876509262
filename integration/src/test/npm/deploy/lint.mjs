// SPDX-License-Identifier: Apache-2.0
//
// Asks other people's readers about what `strongroom deploy` writes, a JSON object a line:
//   {"do":"hcl","folder":F}            HashiCorp's parser, and that all that is referred to is there
//   {"do":"iam","keyPolicy":T,"rolePolicy":T,"role":A,"key":A,"action":N,"context":{…}}
//                                      the outcome of a request: Allowed, …Denied, or what is wrong
//   {"do":"promql","file":F}           each `expr` of alerts or a dashboard, by Prometheus' grammar
//   {"do":"kubernetes","file":F}       the API's schemas; members that they don't know are named
// Answers in one line: an outcome, `fine`, or what is wrong.
import { readdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parse } from "@cdktf/hcl2json";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { parser } from "@prometheus-io/lezer-promql";
import * as core from "kubernetes-models/v1";
import * as apps from "kubernetes-models/apps/v1";
import * as networking from "kubernetes-models/networking.k8s.io/v1";
import * as disruption from "kubernetes-models/policy/v1";
import { parseAllDocuments, parseDocument } from "yaml";

const groups = {
  v1: core,
  "apps/v1": apps,
  "networking.k8s.io/v1": networking,
  "policy/v1": disruption,
};

/** All of a folder's configuration parses, and refers to nothing that isn't in it. */
async function hcl({ folder }) {
  const there = new Set();
  const wanted = new Set();
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".tf"))) {
    const text = readFileSync(`${folder}/${name}`, "utf8");
    const read = await parse(name, text);
    for (const kind of ["resource", "data"]) {
      for (const [type, named] of Object.entries(read[kind] ?? {})) {
        for (const one of Object.keys(named)) {
          there.add(`${kind === "data" ? "data." : ""}${type}.${one}`);
        }
      }
    }
    Object.keys(read.variable ?? {}).forEach((one) => there.add(`var.${one}`));
    (read.locals ?? []).forEach((all) => Object.keys(all).forEach((one) => there.add(`local.${one}`)));
    for (const [, reference] of text.replaceAll(/^\s*#.*$/gm, "").matchAll(/\b((?:data\.)?aws_\w+\.\w+|(?:var|local)\.\w+)/g)) {
      wanted.add(reference);
    }
  }
  if (wanted.size === 0) {
    return "nothing refers to anything";
  }
  const missing = [...wanted].filter((reference) => !there.has(reference));
  return missing.length === 0 ? "fine" : `not declared: ${missing.join(", ")}`;
}

/**
 * The simulator passes over members of an encryption context, whose names are open; it knows open names of tags.
 * What a condition compares is the same.
 */
const named = (text) =>
  text.replaceAll("kms:EncryptionContext:strongroom:deployment", "aws:PrincipalTag/deployment");

async function iam({ keyPolicy, rolePolicy, role, key, action, context }) {
  const simulation = {
    request: {
      principal: role,
      action,
      resource: { resource: key, accountId: key.split(":")[4] },
      contextVariables: JSON.parse(named(JSON.stringify({ "aws:PrincipalArn": role, ...context }))),
    },
    identityPolicies: [{ name: "role", policy: JSON.parse(named(rolePolicy)) }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: JSON.parse(named(keyPolicy)),
  };
  const answer = await runSimulation(simulation, {});
  if (answer.resultType === "error") {
    return `not a policy: ${JSON.stringify(answer.errors)}`;
  }
  // What was passed over was asked for nothing.
  const ignored = answer.result?.ignoredContextKeys ?? [];
  return ignored.length === 0 ? answer.overallResult : `doesn't know ${ignored.join(", ")}`;
}

/** Notes in `unread` which members nobody asks for: schemas pass over what they don't know. */
function watched(value, path, unread) {
  if (value === null || typeof value !== "object") {
    return value;
  }
  const children = Array.isArray(value) ? [] : {};
  for (const [name, child] of Object.entries(value)) {
    unread.add(`${path}/${name}`);
    children[name] = watched(child, `${path}/${name}`, unread);
  }
  return new Proxy(children, {
    get(target, name, receiver) {
      if (typeof name === "string") {
        unread.delete(`${path}/${name}`);
      }
      return Reflect.get(target, name, receiver);
    },
  });
}

function kubernetes({ file }) {
  const problems = [];
  for (const document of parseAllDocuments(readFileSync(file, "utf8"), { strict: true })) {
    problems.push(...document.errors.map(String), ...document.warnings.map(String));
    const manifest = document.toJS();
    const Model = groups[manifest?.apiVersion]?.[manifest?.kind];
    if (!Model) {
      problems.push(`unknown: ${manifest?.apiVersion} ${manifest?.kind}`);
      continue;
    }
    const unread = new Set();
    const model = new Model();
    for (const [name, value] of Object.entries(manifest)) {
      if (!["apiVersion", "kind"].includes(name)) {
        model[name] = watched(value, `/${name}`, unread);
      }
    }
    const known = ["apiVersion", "kind", "metadata", "spec", "data", "automountServiceAccountToken"];
    problems.push(...Object.keys(manifest).filter((name) => !known.includes(name)));
    try {
      model.validate();
    } catch (e) {
      problems.push(String(e.message));
    }
    unread.forEach((path) => problems.push(`${manifest.kind}: unknown ${path}`));
  }
  return problems.length === 0 ? "fine" : problems.join("; ");
}

function promql({ file }) {
  const problems = [];
  let read = 0;
  // Of alerts and of a dashboard alike: JSON is YAML.
  const look = (value) => {
    for (const [name, child] of Object.entries(value)) {
      if (name === "expr") {
        read++;
        const expression = child.replaceAll("$job", "a").replaceAll("$instance", "a");
        parser.parse(expression).iterate({
          enter(node) {
            if (node.type.isError) {
              problems.push(`${child} at ${node.from}`);
            }
          },
        });
      } else if (child !== null && typeof child === "object") {
        look(child);
      }
    }
  };
  look(parseDocument(readFileSync(file, "utf8"), { strict: true }).toJS());
  return problems.length === 0 && read > 0 ? "fine" : `of ${read}: ${problems.join("; ")}`;
}

const does = { hcl, iam, kubernetes, promql };
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = await does[question.do](question);
  } catch (e) {
    answer = `failed: ${e.message}`;
  }
  console.log(answer.replaceAll(/\s+/g, " "));
}
