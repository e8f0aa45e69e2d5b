export { ecsSql, toEcs } from './ecs.ts'
export { ocsfSql, ocsfSqlDefinitions, toOcsf } from './ocsf.ts'
