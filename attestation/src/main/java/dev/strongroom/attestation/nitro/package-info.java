// SPDX-License-Identifier: Apache-2.0
/// AWS Nitro attestation documents: enclaves, and NitroTPM told apart from them.
///
/// [NitroDocument] is layout, [NitroPolicy] what a relying party accepts, [NitroClaims] what comes
/// out. Sources: the AWS document "Verifying the root of trust" (attestation process), the NSM
/// interface, and what genuine documents of 2021 to 2026 hold where they differ from the text.
@NullMarked
package dev.strongroom.attestation.nitro;

import org.jspecify.annotations.NullMarked;
