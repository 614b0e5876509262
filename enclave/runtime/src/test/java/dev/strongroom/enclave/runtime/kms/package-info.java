// SPDX-License-Identifier: Apache-2.0
/// Tests against a fake of AWS KMS: it speaks the real protocol over real HTTPS, checks signatures
/// with Amazon's own signer and evidence with our verifier, and answers with real CMS.
@NullMarked
package dev.strongroom.enclave.runtime.kms;

import org.jspecify.annotations.NullMarked;
