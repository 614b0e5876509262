// SPDX-License-Identifier: Apache-2.0
/// What a piece of evidence has to be verified with, asked of AMD, Intel and NVIDIA:
/// `docs/endorsements.md`.
///
/// Threat answered: services, and whoever answers in their place, that send what is endless, slow,
/// of another chip or not what was asked for. Nothing fetched is believed: a verifier judges it.
@NullMarked
package dev.strongroom.endorsements;

import org.jspecify.annotations.NullMarked;
