// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.image.Blob;

/// A section that is to be written.
record SectionSource(SectionType type, Blob content) {}
