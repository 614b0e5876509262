// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.chain.Form;
import dev.strongroom.policy.FormModels;
import java.util.List;

/// All that can be unsure about a form: a session's scope leaves that to the key's policy.
final class UnsureCodes {
  private UnsureCodes() {}

  static List<String> of(Form form) {
    return FormModels.unsure(form).stream().sorted().toList();
  }
}
