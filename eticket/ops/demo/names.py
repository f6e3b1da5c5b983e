"""Plausible people, companies and places of Mexico; every one is invented."""

FIRST_NAMES = (
    "Adriana", "Alejandro", "Alma", "Andrés", "Araceli", "Arturo", "Beatriz", "Carlos", "Claudia",
    "Cristina", "Daniela", "Eduardo", "Elisa", "Emilio", "Erika", "Esteban", "Fabiola", "Felipe",
    "Gerardo", "Graciela", "Gustavo", "Hilda", "Hugo", "Ignacio", "Irma", "Ismael", "Javier",
    "Jimena", "Joaquín", "Jorge", "Karla", "Laura", "Leticia", "Lorena", "Manuel", "Marcela",
    "Marisol", "Martín", "Mónica", "Nancy", "Norma", "Óscar", "Pablo", "Raúl", "Rebeca", "Ricardo",
    "Rocío", "Rosa", "Sergio", "Silvia", "Sofía", "Teresa", "Tomás", "Víctor", "Yolanda",
)  # fmt: skip
SURNAMES = (
    "Aguilar", "Alcántara", "Barragán", "Bautista", "Becerra", "Bravo", "Cabrera", "Calderón",
    "Camacho", "Cárdenas", "Carrillo", "Castañeda", "Cervantes", "Cisneros", "Contreras",
    "Delgado", "Elizondo", "Escobedo", "Espinoza", "Figueroa", "Galindo", "Garza", "Guerrero",
    "Guzmán", "Hinojosa", "Jasso", "Juárez", "Ledezma", "Leyva", "Lozano", "Macías", "Maldonado",
    "Marroquín", "Medina", "Mireles", "Montes", "Muñoz", "Navarrete", "Núñez", "Olvera", "Orozco",
    "Padilla", "Palacios", "Peña", "Pineda", "Quiñones", "Quiroz", "Rangel", "Rivas", "Robledo",
    "Saldaña", "Sandoval", "Sepúlveda", "Solís", "Tamayo", "Tovar", "Treviño", "Urbina", "Valdés",
    "Villarreal", "Yáñez", "Zamora", "Zúñiga",
)  # fmt: skip

# Name, folder of its invented domain, dialling code of its town.
BAJIO = ("Contadores Asociados del Bajío, S.C.", "cabajio", "477")
SIERRA = ("Servicios Administrativos Sierra Madre, S.A. de C.V.", "sierramadre", "81")
COMPANIES = (
    ("Grupo Ferretero Nava, S.A. de C.V.", "ferreteronava", "444"),
    ("Transportes Río Lerma, S.A. de C.V.", "riolerma", "722"),
    ("Clínica Santa Elena, S.C.", "clinicasantaelena", "33"),
    ("Logística Peninsular, S. de R.L. de C.V.", "logisticapeninsular", "999"),
    ("Notaría 41 de Querétaro", "notaria41qro", "442"),
    ("Alimentos La Huerta, S.A. de C.V.", "lahuerta", "449"),
    ("Despacho Quintanar y Asociados, S.C.", "quintanar", "55"),
    ("Maquilas del Norte, S.A. de C.V.", "maquilasnorte", "656"),
    ("Vidriera Cholula, S.A. de C.V.", "vidrieracholula", "222"),
    ("Hotelera Punta Sur, S.A. de C.V.", "puntasur", "984"),
    ("Refacciones (Norte), S.A. de C.V.", "refaccionesnorte", "871"),
    ("O'Farrill & Hijos, S.C.", "ofarrill", "55"),
    ("Panificadora El Trigal, S.A. de C.V.", "eltrigal", "461"),
    ("Colegio Bosques de Anáhuac, A.C.", "bosquesanahuac", "55"),
    ("Curtidos Peña Blanca, S.A. de C.V.", "penablanca", "477"),
    ("Agroinsumos del Valle de Culiacán, S.P.R.", "agroculiacan", "667"),
    ("Constructora Tres Ríos, S.A. de C.V.", "tresrios", "993"),
    ("Farmacias San Gabriel, S.A. de C.V.", "farmaciassangabriel", "618"),
    ("Empaques Industriales Tlaxcala, S.A. de C.V.", "empaquestlax", "246"),
    ("Café Coatepec Altura, S. de R.L. de C.V.", "coatepecaltura", "228"),
    ("Imprenta Gutenberg de Mérida, S.A. de C.V.", "gutenbergmerida", "999"),
    ("Seguridad Privada Centinela, S.A. de C.V.", "centinela", "55"),
    ("Laboratorios Zapata, S.A. de C.V.", "labzapata", "777"),
    ("Muebles Ocotlán, S.A. de C.V.", "mueblesocotlan", "392"),
    ("Pesquera Bahía Kino, S.C.L.", "bahiakino", "662"),
    ("Textiles Moroleón, S.A. de C.V.", "textilesmoroleon", "445"),
    ("Plásticos Nogales, S.A. de C.V.", "plasticosnogales", "631"),
    ("Bufete Fiscal Arizmendi, S.C.", "arizmendi", "55"),
    ("Asesores Patronales Integrados, S.C.", "patronales", "81"),
    ("Gasolinera Los Arcos, S.A. de C.V.", "losarcos", "744"),
    ("Viñedos Ensenada Norte, S.P.R. de R.L.", "vinedosnorte", "646"),
    ("Hospital Veterinario Tepeyac, S.A. de C.V.", "vetepeyac", "55"),
    ("Autopartes Ramos, S.A. de C.V.", "autopartesramos", "844"),
    ("Ingenio San Cristóbal, S.A. de C.V.", "ingeniosancristobal", "288"),
    ("Cooperativa Cruz del Sur, S.C. de R.L.", "cruzdelsur", "951"),
)
CITIES = (
    "León", "Celaya", "Irapuato", "Querétaro", "Puebla", "Mérida", "Toluca", "Saltillo", "Tepic",
    "Durango", "Xalapa", "Morelia", "Zacatecas", "Pachuca", "Colima", "Tampico",
)  # fmt: skip
COMPUTERS = (
    "CONTA", "NOMINA", "CAJA", "RECEPCION", "FACTURACION", "GERENCIA", "ALMACEN", "RH", "AUDITORIA",
)  # fmt: skip
SYSTEMS = ("Windows 11", "Windows 11", "Windows 11", "Windows 10", "Windows Server 2022")
HOURS = (
    "De 9:00 a 14:00",
    "De 9:00 a 14:00, o después de las 16:30",
    "Por la mañana",
    "De 10:00 a 18:00",
    "",
    "",
)
PRAISE = (
    "Muy rápido, gracias.",
    "Quedó a la primera. La explicación fue clara.",
    "Excelente atención, salvó la quincena.",
    "Todo bien.",
    "Me gustó que explicaran por qué pasaba.",
    "",
    "",
    "",
)
BLAME = (
    "Tardaron demasiado en contestar.",
    "Se resolvió, pero tuve que explicar lo mismo dos veces.",
    "La solución funcionó a medias; tuve que buscar lo demás.",
    "",
)
CANCEL_REASONS = (
    "Ya lo resolvimos, gracias",
    "Lo levanté dos veces por error",
    "Ya no es necesario",
    "Lo veré por teléfono con el distribuidor",
)
