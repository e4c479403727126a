/** The schema as text for people to review, from the catalog: tables, columns, constraints, indexes, functions. */
import type pg from 'pg';

export async function describeSchema(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(`
    SELECT format(E'TABLE %s%s\\n%s', c.relname, coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''), string_agg(
      format('  %s %s%s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN ' COLLATE "' || col.collname || '"' ELSE '' END,
        CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
        CASE WHEN a.attidentity <> '' THEN ' IDENTITY' ELSE coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') END,
        CASE WHEN a.attstorage <> t.typstorage THEN ' STORAGE ' || a.attstorage::text ELSE '' END),
      E'\\n' ORDER BY a.attnum)) AS text
    FROM pg_class AS c
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type AS t ON t.oid = a.atttypid
      LEFT JOIN pg_collation AS col ON col.oid = a.attcollation
      LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'baton'::regnamespace AND c.relkind = 'r'
    GROUP BY c.oid, c.relname, c.reloptions
    UNION ALL
    SELECT format('CONSTRAINT %s ON %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'baton'::regnamespace AND contype IN ('p', 'u', 'f', 'c')
    UNION ALL
    SELECT pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class AS i ON i.oid = indexrelid WHERE i.relnamespace = 'baton'::regnamespace
    UNION ALL
    SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'baton'::regnamespace
    ORDER BY 1`);
  return `${rows.map((row) => row.text.trimEnd()).join('\n\n')}\n`;
}
