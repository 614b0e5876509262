// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.ServiceException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a member demands of the writer's evidence.
final class WritersPolicy {
  private static final Duration AGE = Duration.ofMinutes(5);
  private static final Bytes PROBE = Bytes.zeros(64);

  private WritersPolicy() {}

  /// The configuration's policy; else one that accepts what is measured as this enclave is.
  ///
  /// @throws ServiceException if there is none, and this enclave's evidence can't stand for one
  static AppraisalPolicy of(Enclave enclave, MemberSettings settings) throws ServiceException {
    return settings.policy().isPresent() ? settings.policy().get() : ownMeasurement(enclave);
  }

  private static AppraisalPolicy ownMeasurement(Enclave enclave) throws ServiceException {
    Device device = enclave.device();
    try {
      NitroDocument own =
          NitroDocument.parse(device.attest(Bytes.utf8("members"), PROBE, Optional.empty()));
      return sameAs(own, device.simulated());
    } catch (DeviceException e) {
      throw new ServiceException("the device makes no evidence to hold members against", e);
    } catch (MalformedEvidenceException e) {
      throw new ServiceException(
          "settings.ledger.members.policy: needed, since this isn't a Nitro Enclave", e);
    } catch (IllegalArgumentException e) {
      // In debug mode.
      throw new ServiceException(
          "settings.ledger.members.policy: needed, since this enclave's measurements say nothing",
          e);
    }
  }

  private static NitroPolicy sameAs(NitroDocument own, boolean simulated) {
    SortedMap<Integer, Bytes> image = new TreeMap<>(own.pcrs());
    image.keySet().retainAll(Pcrs.IMAGE);
    NitroPolicy.Builder policy =
        NitroPolicy.builder()
            .requireImage(List.of(new ReferenceValues("this enclave's own image", image)))
            .ignoreRole("members may run on instances of several roles")
            .ignoreInstance("members run on several instances")
            .ignoreNonce("the attested channel has a nonce of its own")
            .requirePublicKey()
            .requireUserData()
            .requireAge(AGE);
    Bytes signer = own.pcrs().get(Pcrs.SIGNER);
    if (signer == null || signer.isAllZero()) {
      policy.ignoreSigner("this enclave's own image isn't signed");
    } else {
      policy.requireSigner(Set.of(signer));
    }
    if (simulated) {
      policy.anchor(
          new TrustAnchor("SIMULATED", MemberKey.sha256(own.cabundle().getFirst()), true));
    }
    return policy.build();
  }
}
