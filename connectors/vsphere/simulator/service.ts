/** What an embedded vCenter says of itself: its content, its versions, its about page. */
import { ref, struct, type Value } from './value.ts';
import type { World } from './world.ts';

const apiVersion = '8.0.3.0';

/** ServiceInstance.content. */
export function serviceContent(world: World): Value {
  return struct('ServiceContent', {
    rootFolder: world.root.ref,
    propertyCollector: ref('PropertyCollector', 'propertyCollector'),
    viewManager: ref('ViewManager', 'ViewManager'),
    about: struct('AboutInfo', {
      name: 'VMware vCenter Server',
      fullName: 'VMware vCenter Server 8.0.3 build-24022515',
      vendor: 'VMware, Inc.',
      version: '8.0.3',
      build: '24022515',
      localeVersion: 'INTL',
      localeBuild: '000',
      osType: 'linux-x64',
      productLineId: 'vpx',
      apiType: 'VirtualCenter',
      apiVersion,
      instanceUuid: world.instanceUuid,
      licenseProductName: 'VMware VirtualCenter Server',
      licenseProductVersion: '8.0',
    }),
    setting: ref('OptionManager', 'VpxSettings'),
    userDirectory: ref('UserDirectory', 'UserDirectory'),
    sessionManager: ref('SessionManager', 'SessionManager'),
    authorizationManager: ref('AuthorizationManager', 'AuthorizationManager'),
    eventManager: ref('EventManager', 'EventManager'),
    taskManager: ref('TaskManager', 'TaskManager'),
    customFieldsManager: ref('CustomFieldsManager', 'CustomFieldsManager'),
    searchIndex: ref('SearchIndex', 'SearchIndex'),
    vStorageObjectManager: ref('VcenterVStorageObjectManager', 'VStorageObjectManager'),
  });
}

/** `/sdk/vimServiceVersions.xml`. */
export const versionsDocument = `<?xml version="1.0" encoding="UTF-8" ?>
<namespaces version="1.0">
 <namespace>
  <name>urn:vim25</name>
  <version>${apiVersion}</version>
  <priorVersions>${['8.0.2.0', '8.0.1.0', '8.0.0.1', '7.0.3.0', '7.0.0.0', '6.9.1', '6.7.3', '6.7', '6.5', '6.0']
    .map((version) => `<version>${version}</version>`)
    .join('')}</priorVersions>
 </namespace>
</namespaces>
`;
