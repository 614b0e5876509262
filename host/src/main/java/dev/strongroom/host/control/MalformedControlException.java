// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

/// An enclave sent something that `docs/control.md` doesn't allow. The message holds nothing that
/// the enclave wrote.
final class MalformedControlException extends Exception {
  private static final long serialVersionUID = 1;

  private final ControlIncident incident;

  MalformedControlException(ControlIncident incident, String message) {
    super(message);
    this.incident = incident;
  }

  static MalformedControlException malformed(String message) {
    return new MalformedControlException(ControlIncident.MALFORMED_LINE, message);
  }

  ControlIncident incident() {
    return incident;
  }
}
