// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.strongroom.attestation.tdx.verification;

import org.jspecify.annotations.NullMarked;
