// SPDX-License-Identifier: Apache-2.0
/// The root secret from AWS KMS, released to the attested measurement (`docs/root-secret.md`, KMS).
///
/// [KmsRootSecret][dev.strongroom.enclave.runtime.kms.KmsRootSecret] is the flow where KMS makes
/// it, `KeptRootSecret` the one where an heir keeps what a sibling handed over. `KmsStart` is what
/// one start asks for, `KmsClient` the protocol, `RequestSignature` its signatures, `RecipientKey`
/// and `RecipientEnvelope` the encryption to this enclave.
@NullMarked
package dev.strongroom.enclave.runtime.kms;

import org.jspecify.annotations.NullMarked;
