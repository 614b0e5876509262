// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.util.Map;

/// What the vault answers.
///
/// @param status of HTTP
/// @param body members of JSON
record Answer(int status, Map<String, Object> body) {
  /// Done.
  static Answer done(Map<String, Object> body) {
    return new Answer(200, body);
  }

  /// Something is there that wasn't.
  static Answer made(Map<String, Object> body) {
    return new Answer(201, body);
  }

  /// It waits for approvals.
  static Answer waiting(Map<String, Object> body) {
    return new Answer(202, body);
  }
}
