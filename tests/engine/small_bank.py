"""A small bank written as CSV text, for tests that want their input in sight."""

from pathlib import Path

TABLES = {
    "branches": "branch_id,name,parent_id\nHO,总行,\nB1,东城支行,HO\nB2,西城支行,HO\n",
    "managers": (
        "manager_id,from_date,name,branch_id,team,grade,in_post_from,in_post_to\n"
        "M1,,李明,B1,一队,manager,2020-01-01,\nM2,,王芳,B1,一队,senior,2020-01-01,\nM3,,赵强,B2,二队,assistant,2020-01-01,\n"
    ),
    "clients": (
        "client_id,name,uscc,industry,scale,group_id,region,opened_on\n"
        "C1,甲公司,,,,,,2020-01-01\nC2,乙公司,,,,,,2020-01-01\nC3,丙公司,,,,,,2025-02-01\n"
    ),
    "products": (
        "product_code,name,family,fee_line,tags,coefficient\n"
        "DD,活期,deposit,,demand,\nTD,定期,deposit,,time,0.8\nLN,贷款,loan,,,\nFEE,结算费,settlement,settlement,,\n"
    ),
    "accounts": (
        "account_id,client_id,product_code,currency,account_type,opened_on,closed_on\n"
        "A1,C1,DD,CNY,basic,2020-01-01,\nA2,C1,LN,CNY,loan,2020-01-01,\nA3,C2,TD,USD,general,2020-01-01,\nA4,C3,DD,CNY,basic,2025-02-01,\n"
    ),
    "assignments": (
        "client_id,manager_id,from_date,to_date,share,role,inherited\n"
        "C1,M1,2020-01-01,,0.7,lead,\nC1,M2,2020-01-01,,0.3,assist,\nC2,M2,2020-01-01,2025-06-30,1,lead,\nC2,M3,2025-07-01,,1,lead,true\nC3,M3,2025-02-01,,1,lead,\n"
    ),
    "balances": (
        "account_id,date,balance\nA1,2023-12-31,40000000.00\nA1,2025-03-01,71234567.89\nA1,2025-12-31,71234567.89\n"
        "A2,2024-06-01,120000000.00\nA2,2025-11-01,90000000.01\nA3,2024-01-01,3000000.00\nA3,2025-05-05,3333333.33\nA4,2025-02-01,500000.00\n"
    ),
    "flows": (
        "flow_id,client_id,account_id,date,kind,product_code,amount,currency\n"
        "F1,C1,A1,2025-03-03,fee,FEE,12345.67,CNY\nF2,C2,A3,2025-04-04,international_settlement,,80000.01,USD\n"
        "F3,C1,A1,2025-05-05,international_settlement,,700000.00,CNY\nF4,C3,A4,2025-12-30,payment,,100.00,CNY\n"
    ),
    "fx_rates": "currency,date,rate_to_cny,units\nUSD,2023-12-29,7.100000,\nUSD,2025-06-02,7.187654,\n",
    "targets": (
        "manager_id,period,indicator,target\nM1,2025,CORP01,50000000\nM2,2025,CORP01,40000000\nM3,2025,CORP01,10000000\nM1,2025,FEE01,10000\n"
    ),
    "ratings": (
        "manager_id,period,item,rater_group,rater,score,veto\n"
        + "".join(
            f"{manager},2025,{item},superior,S1,{score},\n"
            for manager, score in (("M1", 88), ("M2", 91), ("M3", 75))
            for item in ("integrity", "compliance", "confidentiality", "responsibility", "product_knowledge", "marketing",
                         "financial_analysis", "solution_design", "market_research", "documentation", "coordination", "learning")
        )
    ),
}  # fmt: skip


def write(folder: Path, **changes: str) -> Path:
    """Write the bank's tables into a new folder, some of them changed; an empty text leaves a table out."""
    folder.mkdir(parents=True)
    for name, text in {**TABLES, **changes}.items():
        if text:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
