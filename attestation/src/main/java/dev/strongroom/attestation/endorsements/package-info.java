// SPDX-License-Identifier: Apache-2.0
/// Bundles of endorsements as files: `docs/endorsements.md`.
@NullMarked
package dev.strongroom.attestation.endorsements;

import org.jspecify.annotations.NullMarked;
