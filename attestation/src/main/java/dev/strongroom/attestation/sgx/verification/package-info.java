// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.strongroom.attestation.sgx.verification;

import org.jspecify.annotations.NullMarked;
