// SPDX-License-Identifier: Apache-2.0
/// Threats answered: a report that AMD's hardware didn't sign, a certificate of another chip,
/// firmware or hierarchy, a guest that its host can look into although the measurement is right.
@NullMarked
package dev.strongroom.attestation.snp.verification;

import org.jspecify.annotations.NullMarked;
