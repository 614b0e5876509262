// SPDX-License-Identifier: Apache-2.0
/// The root secret from AWS KMS, released to the attested measurement (`docs/root-secret.md`, KMS).
///
/// [KmsRootSecret][dev.strongroom.enclave.runtime.kms.KmsRootSecret] is the flow, `KmsClient` the
/// protocol, `RequestSignature` its signatures, `RecipientKey` and `RecipientEnvelope` the
/// encryption to this enclave.
@NullMarked
package dev.strongroom.enclave.runtime.kms;

import org.jspecify.annotations.NullMarked;
