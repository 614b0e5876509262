// SPDX-License-Identifier: Apache-2.0
/// Intel's rules for quotes. Threats answered: collateral that nobody signed, that is about another
/// platform, or that is out of date; a quoting enclave that isn't Intel's; a status that looks at
/// the platform but not at the TDX module, or the other way round.
@NullMarked
package dev.strongroom.attestation.dcap.verification;

import org.jspecify.annotations.NullMarked;
