"""The demonstration: fictional countries with accounts and assessments that read like real ones.

The content is in the YAML files of this folder; `content` reads them, `answers` and `wording` draw what each ministry
answers, and `seeding` records it through the services that pages and API use. Nothing here is random: the same content
gives the same demonstration.
"""
