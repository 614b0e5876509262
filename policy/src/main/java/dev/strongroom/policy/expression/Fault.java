// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/// What a function of ours throws inside an evaluation. CEL passes it on as it is; any other
/// exception it would dress up with the arguments, however long.
final class Fault extends CelRuntimeException {
  private static final long serialVersionUID = 1;

  private final String why;

  Fault(String why) {
    super(new IllegalArgumentException(why), CelErrorCode.INVALID_ARGUMENT);
    this.why = why;
  }

  String why() {
    return why;
  }
}
