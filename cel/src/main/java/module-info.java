// SPDX-License-Identifier: Apache-2.0

/// Google's Common Expression Language: text in, a checked expression out, which is then evaluated.
/// Its own jars share packages, which no module path takes, and stand on three that are no modules,
/// which `jlink` doesn't take; here they are one. Left out is what needs YAML (CEL's own policies)
/// and what nobody here uses (extensions, optimizers).
module dev.strongroom.cel {
  requires transitive com.google.common;
  // Protocol Buffers says there when it finds nothing faster than plain Java.
  requires java.logging;

  exports com.google.re2j;
  exports dev.cel.checker;
  exports dev.cel.common;
  exports dev.cel.common.ast;
  exports dev.cel.common.exceptions;
  exports dev.cel.common.types;
  exports dev.cel.common.values;
  exports dev.cel.compiler;
  exports dev.cel.parser;
  exports dev.cel.runtime;
}
