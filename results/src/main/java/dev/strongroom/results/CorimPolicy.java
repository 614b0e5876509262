// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.EvidenceKind;
import java.util.List;
import java.util.Optional;

/// What reference values demand, as members of an appraisal policy. It is a draft: what a CoRIM
/// doesn't say, such as which platforms are good enough, somebody has to decide, and a policy
/// without it isn't accepted.
///
/// @param json the policy's text
/// @param undecided claims that it has to say something of yet; those inside of an object as
///   `platform.fmspc`
public record CorimPolicy(String json, List<String> undecided) {

  /// Copies the list.
  public CorimPolicy {
    undecided = List.copyOf(undecided);
  }

  /// The draft for one of a CoRIM's references, of the kind that its profile and its class say.
  ///
  /// @param index which, from 0
  /// @throws ResultException if its profile isn't known, there is no such reference, it doesn't say
  ///   its kind, a value isn't of its form, or no policy can say what it demands
  public static CorimPolicy of(Corim corim, int index) throws ResultException {
    if (!corim.profile().equals(Corim.INTEL)) {
      return ofSevSnp(corim, index);
    }
    Optional<EvidenceKind> kind = IntelDraft.kind(reference(corim, index));
    if (kind.isEmpty()) {
      throw CorimReader.notExpressible("the reference doesn't say whether it is for TDX or SGX");
    }
    return kind.get() == EvidenceKind.TDX ? ofTdx(corim, index) : ofSgx(corim, index);
  }

  /// The draft of a policy for SEV-SNP.
  ///
  /// @param index which reference, from 0
  /// @throws ResultException as [#of(Corim, int)] does, and for other profiles than AMD's
  public static CorimPolicy ofSevSnp(Corim corim, int index) throws ResultException {
    return SnpDraft.of(corim, reference(corim, index, Corim.SEV_SNP));
  }

  /// The draft of a policy for trust domains.
  ///
  /// @param index which reference, from 0
  /// @throws ResultException as [#of(Corim, int)] does, and for other profiles than Intel's
  public static CorimPolicy ofTdx(Corim corim, int index) throws ResultException {
    return new IntelDraft(corim, reference(corim, index, Corim.INTEL)).tdx();
  }

  /// The draft of a policy for SGX's enclaves.
  ///
  /// @param index which reference, from 0
  /// @throws ResultException as [#of(Corim, int)] does, and for other profiles than Intel's
  public static CorimPolicy ofSgx(Corim corim, int index) throws ResultException {
    return new IntelDraft(corim, reference(corim, index, Corim.INTEL)).sgx();
  }

  private static Corim.Reference reference(Corim corim, int index, String profile)
      throws ResultException {
    if (!corim.profile().equals(profile)) {
      throw new ResultException(ResultException.Problem.PROFILE, corim.profile());
    }
    return reference(corim, index);
  }

  private static Corim.Reference reference(Corim corim, int index) throws ResultException {
    if (index < 0 || index >= corim.references().size()) {
      throw CorimReader.malformed(
          "no such reference: it has " + corim.references().size() + ", counted from 0");
    }
    return corim.references().get(index);
  }
}
