// SPDX-License-Identifier: Apache-2.0
/// Attestation reports of AMD SEV-SNP ("SEV Secure Nested Paging Firmware ABI Specification", AMD
/// 56860): their layout, what they claim, and what a policy can ask of them.
@NullMarked
package dev.strongroom.attestation.snp;

import org.jspecify.annotations.NullMarked;
