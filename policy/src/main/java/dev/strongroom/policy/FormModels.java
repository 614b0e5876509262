// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.policy.expression.FormModel;
import dev.strongroom.policy.expression.ShownFacts;
import java.util.List;

/// What policies see of each form (`docs/policy-model.md`), for others.
public final class FormModels {
  private FormModels() {}

  /// All that may not be sure about a form.
  public static List<String> unsure(Form form) {
    return FormModel.unsureCodes(form);
  }

  /// Reads facts as they are shown in entries: `form`, `unsure`, and the form's members, amounts in
  /// decimal digits.
  ///
  /// @throws MalformedJsonException if they aren't those of the form
  public static Facts facts(JsonNode shown) throws MalformedJsonException {
    return ShownFacts.read(shown);
  }
}
