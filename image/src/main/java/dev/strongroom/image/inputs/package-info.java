// SPDX-License-Identifier: Apache-2.0
/// What an image is made of: pinned by digest in a lock file, fetched from wherever it is to be
/// had, kept in a cache.
@NullMarked
package dev.strongroom.image.inputs;

import org.jspecify.annotations.NullMarked;
