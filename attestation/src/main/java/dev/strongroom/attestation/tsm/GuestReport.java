// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tsm;

import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.snp.SnpEvidence;

/// What a TSM device reports: 64 bytes of the guest's choice are all that it binds.
public sealed interface GuestReport extends Evidence permits SnpEvidence, DcapQuote {}
