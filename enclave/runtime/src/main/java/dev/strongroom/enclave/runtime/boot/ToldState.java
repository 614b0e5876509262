// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.control.Control;
import dev.strongroom.enclave.runtime.control.EnclaveState;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import java.lang.System.Logger.Level;
import java.util.function.UnaryOperator;

/// What the host is told of how far an enclave got. One that has failed is neither ready nor
/// stopping later on: only the latest state is sent, and the first reason is what an operator
/// needs. Thread-safe.
final class ToldState {
  private static final int LONGEST_REASON = 1000;

  private final Control control;
  private final LogEvent givenUp;
  private EnclaveState state;

  /// Tells nothing yet.
  ///
  /// @param log not sealed yet
  ToldState(EnclaveState first, Control control, EnclaveLog log) {
    this.control = control;
    this.givenUp =
        log.declare(Level.ERROR, "the enclave gives up", LogField.text("reason", LONGEST_REASON));
    this.state = first;
  }

  synchronized EnclaveState state() {
    return state;
  }

  /// Tells another state, unless the enclave has failed.
  synchronized void tell(UnaryOperator<EnclaveState> change) {
    if (state.phase() != Phase.FAILED) {
      state = change.apply(state);
      control.state(state);
    }
  }

  /// Tells that it has failed, and why, unless it had failed before.
  synchronized void fail(String why) {
    if (state.phase() != Phase.FAILED) {
      tell(now -> now.in(Phase.FAILED, why));
      givenUp.write(why);
    }
  }
}
