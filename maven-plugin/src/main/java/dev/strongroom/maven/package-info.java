// SPDX-License-Identifier: Apache-2.0
/// Enclave images in a Maven build: thin goals over [dev.strongroom.image.build.ImageBuilder].
@NullMarked
package dev.strongroom.maven;

import org.jspecify.annotations.NullMarked;
