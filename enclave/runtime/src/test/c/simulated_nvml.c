// SPDX-License-Identifier: Apache-2.0
//
// SIMULATED: not NVIDIA's library. It has the functions of NVML (nvml.h, API versions 12 and 13)
// that evidence takes, and answers from files in the folder that it was loaded from:
//
//   driver                the driver's version
//   settings              environment, feature, developer tools, several GPUs: four numbers
//   gpu-N/report, chain   what the GPU answers, byte for byte
//   gpu-N/uuid, vbios     texts; gpu-N/architecture, a number
//   behave                lines "FUNCTION WHAT NUMBER": fail (with that error), length (state that
//                         one), other (of the other length), beyond (write so many bytes past the
//                         structure), hang (for so many milliseconds), count (state so many GPUs)
//
// Written against nvml.h's declarations, without any code of the product's.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { OK = 0, UNINITIALIZED = 1, INVALID_ARGUMENT = 2, INSUFFICIENT_SIZE = 7, NO_DATA = 21,
       VERSION_MISMATCH = 25 };

typedef int nvmlReturn_t;
typedef struct nvmlDevice_st { int index; } *nvmlDevice_t;

typedef struct {
  unsigned int certChainSize;
  unsigned int attestationCertChainSize;
  unsigned char certChain[0x1000];
  unsigned char attestationCertChain[0x1400];
} certificate_t;

typedef struct {
  unsigned int isCecAttestationReportPresent;
  unsigned int attestationReportSize;
  unsigned int cecAttestationReportSize;
  unsigned char nonce[0x20];
  unsigned char attestationReport[0x2000];
  unsigned char cecAttestationReport[0x1000];
} report_t;

typedef struct {
  unsigned int version, environment, ccFeature, devToolsMode, multiGpuMode;
} settings_t;

typedef struct {
  unsigned int environment, ccFeature, devToolsMode;
} state_t;

static struct nvmlDevice_st devices[256];
static int initialised;

static void path(char *out, size_t size, const char *name) {
  Dl_info self;
  dladdr(devices, &self);
  snprintf(out, size, "%s", self.dli_fname);
  char *slash = strrchr(out, '/');
  snprintf(slash + 1, size - (slash + 1 - out), "%s", name);
}

static FILE *open_file(const char *name) {
  char file[4096];
  path(file, sizeof file, name);
  return fopen(file, "rb");
}

static FILE *open_of(nvmlDevice_t device, const char *name) {
  char relative[64];
  snprintf(relative, sizeof relative, "gpu-%d/%s", device->index, name);
  return open_file(relative);
}

static int told(const char *function, const char *what, long *value) {
  FILE *file = open_file("behave");
  char f[128], w[32];
  long v;
  int found = 0;
  while (file && fscanf(file, "%127s %31s %ld", f, w, &v) == 3) {
    if (!strcmp(f, function) && !strcmp(w, what)) {
      *value = v;
      found = 1;
    }
  }
  if (file) fclose(file);
  return found;
}

static nvmlReturn_t begin(const char *function) {
  long value;
  if (told(function, "hang", &value)) {
    struct timespec pause = { value / 1000, value % 1000 * 1000000 };
    nanosleep(&pause, NULL);
  }
  if (told(function, "fail", &value)) return (nvmlReturn_t)value;
  return initialised || !strcmp(function, "nvmlInit_v2") ? OK : UNINITIALIZED;
}

static void beyond(const char *function, void *structure, size_t size) {
  long value;
  if (told(function, "beyond", &value)) memset((char *)structure + size, 0x42, (size_t)value);
}

static nvmlReturn_t text(FILE *file, char *out, unsigned int size) {
  if (!file) return NO_DATA;
  char line[512] = { 0 };
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  while (length && line[length - 1] == '\n') line[--length] = 0;
  if (length + 1 > size) return INSUFFICIENT_SIZE;
  memcpy(out, line, length + 1);
  return OK;
}

#define BEGIN do { nvmlReturn_t r = begin(__func__); if (r) return r; } while (0)
#define KNOWN(device) if (!(device) || (device) < devices || (device) >= devices + 256) return INVALID_ARGUMENT

nvmlReturn_t nvmlInit_v2(void) {
  BEGIN;
  fprintf(stderr, "SIMULATED libnvidia-ml: a stand-in for tests, there is no GPU\n");
  initialised++;
  return OK;
}

nvmlReturn_t nvmlShutdown(void) {
  BEGIN;
  initialised--;
  char file[4096];
  path(file, sizeof file, "was-shut-down");
  FILE *mark = fopen(file, "w");
  if (mark) fclose(mark);
  return OK;
}

nvmlReturn_t nvmlSystemGetDriverVersion(char *version, unsigned int length) {
  BEGIN;
  beyond(__func__, version, length);
  return text(open_file("driver"), version, length);
}

static int settings(settings_t *out) {
  FILE *file = open_file("settings");
  int read = file ? fscanf(file, "%u %u %u %u", &out->environment, &out->ccFeature,
                           &out->devToolsMode, &out->multiGpuMode) : 0;
  if (file) fclose(file);
  return read == 4;
}

#ifndef WITHOUT_SETTINGS
nvmlReturn_t nvmlSystemGetConfComputeSettings(settings_t *out) {
  BEGIN;
  if (out->version != (sizeof(settings_t) | 1u << 24)) return VERSION_MISMATCH;
  beyond(__func__, out, sizeof *out);
  return settings(out) ? OK : NO_DATA;
}
#endif

nvmlReturn_t nvmlSystemGetConfComputeState(state_t *out) {
  BEGIN;
  settings_t all;
  if (!settings(&all)) return NO_DATA;
  *out = (state_t){ all.environment, all.ccFeature, all.devToolsMode };
  return OK;
}

static unsigned int present(void) {
  unsigned int count = 0;
  for (;;) {
    char relative[32], folder[4096];
    struct stat found;
    snprintf(relative, sizeof relative, "gpu-%u", count);
    path(folder, sizeof folder, relative);
    if (stat(folder, &found)) return count;
    count++;
  }
}

nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count) {
  BEGIN;
  long value;
  *count = told(__func__, "count", &value) ? (unsigned int)value : present();
  return OK;
}

nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device) {
  BEGIN;
  if (index >= present()) return INVALID_ARGUMENT;
  devices[index].index = (int)index;
  *device = &devices[index];
  return OK;
}

nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *uuid, unsigned int length) {
  BEGIN;
  KNOWN(device);
  return text(open_of(device, "uuid"), uuid, length);
}

nvmlReturn_t nvmlDeviceGetVbiosVersion(nvmlDevice_t device, char *version, unsigned int length) {
  BEGIN;
  KNOWN(device);
  return text(open_of(device, "vbios"), version, length);
}

nvmlReturn_t nvmlDeviceGetArchitecture(nvmlDevice_t device, unsigned int *architecture) {
  BEGIN;
  KNOWN(device);
  FILE *file = open_of(device, "architecture");
  int read = file ? fscanf(file, "%u", architecture) : 0;
  if (file) fclose(file);
  return read == 1 ? OK : NO_DATA;
}

static nvmlReturn_t content(nvmlDevice_t device, const char *name, unsigned char *out, size_t most,
                            unsigned int *length) {
  FILE *file = open_of(device, name);
  if (!file) return NO_DATA;
  *length = (unsigned int)fread(out, 1, most, file);
  fclose(file);
  return OK;
}

static void lengths(const char *function, unsigned int *length, unsigned int *other) {
  long value;
  if (told(function, "length", &value)) *length = (unsigned int)value;
  if (told(function, "other", &value)) *other = (unsigned int)value;
}

nvmlReturn_t nvmlDeviceGetConfComputeGpuAttestationReport(nvmlDevice_t device, report_t *out) {
  BEGIN;
  KNOWN(device);
  // What was asked with, for tests to compare: a recorded report has another nonce.
  char relative[64], file[4096];
  snprintf(relative, sizeof relative, "gpu-%d/asked", device->index);
  path(file, sizeof file, relative);
  FILE *asked = fopen(file, "wb");
  if (asked) {
    fwrite(out->nonce, 1, sizeof out->nonce, asked);
    fclose(asked);
  }
  nvmlReturn_t result = content(device, "report", out->attestationReport,
                                sizeof out->attestationReport, &out->attestationReportSize);
  lengths(__func__, &out->attestationReportSize, &out->cecAttestationReportSize);
  beyond(__func__, out, sizeof *out);
  return result;
}

nvmlReturn_t nvmlDeviceGetConfComputeGpuCertificate(nvmlDevice_t device, certificate_t *out) {
  BEGIN;
  KNOWN(device);
  nvmlReturn_t result = content(device, "chain", out->attestationCertChain,
                                sizeof out->attestationCertChain, &out->attestationCertChainSize);
  lengths(__func__, &out->attestationCertChainSize, &out->certChainSize);
  beyond(__func__, out, sizeof *out);
  return result;
}
