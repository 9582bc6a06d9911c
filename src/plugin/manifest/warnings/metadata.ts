import { trimText } from '../../../abi/trim.js'
import { quote } from '../../../report/quote.js'
import type { ManifestWarning, PluginManifest } from '../contract.js'
import { makeFinding } from '../finding.js'
import { parseLoosely, parseSemVer, type Version } from '../versions.js'
import { isWebAddress, notAURL } from './web-address.js'

const asked = ['name', 'version', 'description', 'license'] as const

/** What the manifest says of the plugin as a whole. */
export function* warnOfMetadata(manifest: PluginManifest): Iterable<ManifestWarning> {
  yield* warnOfId(manifest.plugin_id)
  for (const key of asked) if (trimText(manifest[key] ?? '') === '') yield missing(key, manifest[key])
  yield* warnOfVersion(manifest.version)
  yield* warnOfRequirement('min_osaurus', manifest.min_osaurus, parseSemVer, 'three numbers: "0.22.3"')
  yield* warnOfRequirement('min_macos', manifest.min_macos, parseLoosely, 'one to three numbers: "15.5"')
  for (const [place, { url }] of (manifest.docs?.links ?? []).entries()) {
    if (!isWebAddress(url)) yield notAURL(`docs.links[${place}].url`, url)
  }
  if (!hasCapability(manifest)) yield noCapability()
}

function* warnOfId(id: string): Iterable<ManifestWarning> {
  if (/^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(id)) return
  yield makeFinding('UNUSUAL_ID', 'plugin_id', {
    says: `is ${quote(id)}, which makes no good directory and no good URL`,
    found: quote(id),
    expected: 'words of letters and digits, joined by dots: "com.example.hello"',
    fix: 'name it after a domain of yours',
  })
}

function missing(key: string, value: string | undefined): ManifestWarning {
  return makeFinding('MISSING_METADATA', key, {
    says: value === undefined ? 'is missing' : 'is empty',
    found: value === undefined ? 'nothing' : quote(value),
    expected: `the ${key} of the plugin`,
    fix: `add "${key}": users see it before they install the plugin`,
  })
}

function* warnOfVersion(version: string | undefined): Iterable<ManifestWarning> {
  if (version === undefined || trimText(version) === '' || parseSemVer(version)) return
  yield makeFinding('NOT_SEMVER', 'version', {
    says: `is ${quote(version)}, which is no semantic version`,
    found: quote(version),
    expected: 'MAJOR.MINOR.PATCH: "1.0.0"',
    fix: 'write all three numbers: the app finds the newest version by them',
  })
}

function* warnOfRequirement(
  key: string,
  value: string | undefined,
  parse: (text: string) => Version | undefined,
  expected: string,
): Iterable<ManifestWarning> {
  if (value === undefined || parse(value)) return
  yield makeFinding('UNPARSEABLE_VERSION', key, {
    says: `is ${quote(value)}, which the app cannot read and ignores`,
    found: quote(value),
    expected,
    fix: `write it so, or leave "${key}" out`,
  })
}

function hasCapability({ capabilities }: PluginManifest): boolean {
  const { tools = [], routes = [], web, config, artifact_handler } = capabilities
  return tools.length + routes.length > 0 || web !== undefined || config !== undefined || artifact_handler === true
}

function noCapability(): ManifestWarning {
  return makeFinding('NO_CAPABILITY', 'capabilities', {
    says: 'declares nothing that the app could use',
    found: 'no tool, route, web, config or artifact_handler',
    expected: 'one of them',
    fix: 'declare what the plugin does',
  })
}
